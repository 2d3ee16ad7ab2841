"""The one table of who may do what: each action of `core` and its least role. A new one needs a row.

Which page a role may open is the table of `tests/pages/test_roles.py`."""

from core.access import Role

OF_ADMINISTRATORS = """
monitoring.backups.ask monitoring.backups.last monitoring.backups.lines
access.accounts.invite access.accounts.leave access.accounts.lock access.accounts.make
access.accounts.set_grants access.accounts.sign_out_everywhere access.accounts.unlock
access.listing.present_people
registry.people.making.make_all
registry.people.reading.read_people
"""
OF_AUDITORS = """
access.chain.last_verified access.chain.noted_position access.chain.verified
access.listing.account_line access.listing.account_lines
access.trail_listing.trail_lines access.trail_listing.trail_nouns
"""
OF_SUPERVISORS = """
assessment.appeals.adjust assessment.appeals.grant assessment.appeals.refuse assessment.rounds.close
assessment.rounds.publish assessment.rounds.reopen assessment.scheme.change_weights
accountability.keeping.enter accountability.keeping.put_back accountability.keeping.withdraw
imports.apply.apply imports.apply.dry_run imports.jobs.ask_to_import
imports.jobs.ask_to_take_back imports.undo.undo
inspections.jobs.ask_to_start inspections.making.asked inspections.making.close inspections.making.start
intake.moves.appraise intake.moves.close intake.moves.forward intake.moves.make_issue intake.moves.reopen
issues.extensions.approve issues.extensions.refuse issues.transitions.dismiss issues.transitions.reopen
issues.transitions.send_back issues.transitions.verify issues.transitions.waive
issues.working_days.correct issues.working_days.remove issues.working_days.take lifecycle.census.add
lifecycle.census.asked lifecycle.census.end lifecycle.census.start lifecycle.jobs.ask_to_start
lifecycle.late_exit.record_exit lifecycle.late_exit.take_back lifecycle.migration.plan
lifecycle.apps.ask_to_leave
lifecycle.moves.extend lifecycle.moves.restore lifecycle.steps.assign lifecycle.steps.waive
monitoring.flips.let_go monitoring.maintaining.announce monitoring.review.judge notices.drafting.asked
notices.drafting.begin notices.drafting.check_version notices.drafting.discard
notices.drafting.draft_anew notices.drafting.edit notices.drafting.examine_anew notices.issuing.issue
notices.jobs.ask_anew notices.jobs.ask_to_begin notices.template.restore notices.template.upload
reporting.public.publish reporting.public.withdraw registry.editing.create registry.editing.edit
registry.importing.apply.apply registry.importing.jobs.ask_to_import
registry.importing.jobs.ask_to_take_back registry.importing.learned.learn
registry.importing.learned.unlearn registry.importing.undo.undo
registry.kind_editing.add registry.kind_editing.edit registry.kind_editing.remove
registry.level_naming.name_levels
registry.national.deciding.corrected registry.national.deciding.give_back registry.national.deciding.leave
registry.national.deciding.mark registry.national.deciding.open_again registry.national.deciding.take_over
registry.national.keeping.keep registry.national.keeping.withdraw
registry.site_columns.add_column registry.site_columns.confirm
registry.site_columns.edit_column registry.site_columns.put_back_column registry.site_columns.reject
registry.site_columns.retire_column registry.units.create_unit registry.units.edit_unit
registry.units.move_unit reminders.outbox.leave reminders.outbox.send_again reminders.outbox.test
reminders.recipients.add_way reminders.recipients.forget reminders.recipients.forget_way
reminders.recipients.save reminders.recipients.switch_way reminders.urging.copied reminders.urging.send
reporting.frozen.freeze reporting.reports.texts.restore reporting.reports.texts.save rules.editing.copy
rules.editing.restore rules.editing.save rules.judging.judge rules.judging.withdraw
rules.office_judging.judge rules.trying.tried
rules.office_judging.put_back rules.office_judging.withdraw tasks.making.change tasks.making.close
tasks.making.make tasks.making.reopen tasks.proving.exempt wording.editing.remove wording.editing.save
wording.editing.save_all
"""
OF_INSPECTORS = """
assessment.rounds.count assessment.rounds.discard
imports.chapter_files.ask
inspections.confirming.ask_to_confirm inspections.confirming.confirm inspections.confirming.take_back
inspections.jobs.ask_to_refresh inspections.making.refresh inspections.marking.mark
inspections.marking.mark_one inspections.scoring.give inspections.scoring.take_back
records.completeness.begin records.completeness.confirm_none
records.completeness.take_back_none records.keeping.change records.keeping.enter
records.keeping.enter_many records.keeping.withdraw records.keeping.withdraw_many
records.proofs.attach records.proofs.put
reporting.forms.filling.enter tasks.proving.accept tasks.proving.send_back tasks.proving.take_back
"""
OF_STAFF = """
assessment.appeals.appeal assessment.appeals.withdraw
intake.jobs.ask_to_take_in intake.moves.answer intake.moves.enter intake.taking.take_back
intake.taking.take_in issues.bulk.ask
issues.entry.enter issues.evidence.hand_in issues.extensions.ask issues.extensions.withdraw
issues.transitions.accept issues.transitions.report_fixed issues.transitions.withdraw_report
lifecycle.after.look_now lifecycle.closing_many.ask_to_close lifecycle.closing_many.preview
lifecycle.census.answer lifecycle.census.answerable lifecycle.census.found
lifecycle.jobs.ask_to_answer lifecycle.migration.add_samples lifecycle.migration.report_moved
lifecycle.moves.withdraw lifecycle.opening.open_case lifecycle.opening.open_cases lifecycle.steps.attach
lifecycle.steps.take monitoring.account_proofs.give monitoring.account_proofs.give_many
monitoring.channel_checks.check_now monitoring.crawls.ask monitoring.crawls.ask_one
monitoring.crawls.cancel monitoring.crawls.each monitoring.crawls.pause monitoring.crawls.resume
monitoring.maintaining.call_off monitoring.requests.ask_now notices.receipts.take_in
records.publication.report
notices.replies.acknowledge notices.replies.reply notices.replies.withdraw_reply tasks.files.ask
tasks.proving.prove tasks.proving.unprove
"""
OF_ALL = """
reporting.pack.files.ask
"""
LEAST: dict[str, Role] = {
    name: role
    for role, names in {
        Role.ADMINISTRATOR: OF_ADMINISTRATORS,
        Role.AUDITOR: OF_AUDITORS,
        Role.SUPERVISOR: OF_SUPERVISORS,
        Role.INSPECTOR: OF_INSPECTORS,
        Role.STAFF: OF_STAFF,
        Role.LEADER: OF_ALL,
    }.items()
    for name in names.split()
}
# Arguments that the walk cannot make up: words of a table that is no type, rows of a kind.
GIVEN: dict[str, dict[str, object]] = {
    "issues.bulk.ask": {"move": "accept", "ids": []},
    # A chapter of the office; those of units are tried in tests/core/records/test_units.py.
    "imports.chapter_files.ask": {"key": "drill"},
    **{
        f"records.{name}": {"key": "drill"}
        for name in (
            "keeping.change",
            "keeping.enter",
            "keeping.enter_many",
            "keeping.withdraw",
            "keeping.withdraw_many",
            "proofs.attach",
            "proofs.put",
        )
    },
    "monitoring.crawls.each": {"action": "pause", "ids": [1]},
    # That of a window for all channels is of supervisors.
    "monitoring.maintaining.call_off": {"window_id": 999},
}
# What needs no least role, and why.
BY_ANOTHER_RULE = {
    "access.actor.require": "is the check itself",
    "records.owners.require_keeper": "is the check itself, for the chapter at hand",
    "access.actor.acting_as": "lends an actor to a thread, does nothing",
    "access.totp.set_up": "one's own account only, whatever the role",
    "access.totp.take_off": "one's own account, or an administrator for another's",
    "access.kept_views.views": "reads one's own only",
    "access.kept_views.keep": "one's own, whatever the role",
    "access.kept_views.remove": "one's own, whatever the role",
    "issues.store.each": "the loop that moves are made of; each move asked before",
    "jobs.asking.asked_by": "a condition of queries",
    "jobs.views.views": "reads one's own jobs only",
    "notices.receipts.returned": "reads what a file says, within reach only",
    "monitoring.account_round.round_of": "reads what is within reach only",
    "jobs.asking.start": "the row of a job; whoever asks for a kind of job checks before, and the job again",
    "jobs.asking.cancel": "one's own job, or a supervisor for another's",
    "jobs.asking.undo": "one's own job, or a supervisor for another's",
    "jobs.asking.put_away": "one's own jobs only",
}
# What writes without an actor, and why.
UNASKED = {
    "access.set_up.first_administrator": "at the terminal, and only while there is none",
    "access.set_up.let_in_again": "at the terminal of the machine",
    "access.limits.remember_failure": "keeps a refused attempt to sign in",
    "access.limits.remember_guess": "keeps a refused attempt of somebody who is signed in",
    "access.demonstration.sign_in_as_role": "signs in; refused outside the demonstration",
    "access.oidc.sign_in": "signs in whom the office's server identified",
    "access.sign_ins.sign_in": "signs in, by name and password",
    "access.sign_ins.sign_in_as": "signs in whom a gateway or OIDC identified",
    "access.sign_ins.look_up": "notes when a browser was last seen",
    "access.sign_ins.choose": "by the browser's token, among one's own roles",
    "access.sign_ins.sign_out": "by the browser's token",
    "access.sign_ins.set_password": "by the browser's token and the old password",
    "access.sign_ins.take_invitation": "by the token of the invitation",
    "access.upkeep.upkeep": "the checker's hourly upkeep",
    "commands.administrator.main": "a command at the terminal of the machine",
    "commands.demo.main": "a command at the terminal, for an empty database",
    "demonstration.fill.fill": "fills an empty database, as the office of the story",
    "demonstration.chapters.enter_chapters": "a part of it",
    "demonstration.chapters.begin_chapters": "a part of it",
    "demonstration.holding.hold_to_account": "a part of it",
    "commands.figures.main": "a command at the terminal of the machine",
    "commands.importing.main": "a command at the terminal of the machine",
    "commands.jobs.work_off": "the process that does jobs, each for whoever asked",
    "jobs.worker.claim": "the process that does jobs",
    "jobs.worker.given_up": "the process that does jobs",
    "intake.moves.each": "the loop that moves are made of; each move asked before",
    "lifecycle.verification.record": "the checker, with a lease inside its batch",
    "monitoring.record.record": "the checker, with a lease inside its batch",
    "monitoring.crawl_due.ask_for_due": "the checker",
    "monitoring.flips.hold_if_many": "the checker",
    "monitoring.lease.take": "the checker: how it gets a lease",
    "monitoring.runs.end": "the checker",
    "monitoring.verdict_cache.for_a_page": "keeps verdicts that were computed from what everybody may read",
    "monitoring.verdict_cache.refresh": "keeps verdicts",
    "notices.scope.examined_now": "keeps verdicts",
    "reporting.figures.verdicts.verdicts_now": "keeps verdicts",
    "reporting.statistics.verdict.verdicts": "keeps verdicts",
    "reporting.statistics.verdict.verdict_rows": "keeps verdicts",
    "reporting.statistics.verdict.of_channel": "keeps verdicts",
    "reminders.digest.fill_outbox": "the checker",
    "reminders.outbox.begin": "the process that sends",
    "reminders.outbox.take": "the process that sends",
    "reminders.outbox.settle": "the process that sends",
    "reminders.outbox.give_up_lost": "the process that sends",
}
