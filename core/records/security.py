"""The chapters of network security: assessments under the protection scheme and of data, incidents."""

from core.records.chapter import Chapter, Field, Kind
from db.models import DataAssessment, MlpsAssessment, MlpsResult, SecurityIncident

# 网络数据安全管理条例, article 11: within 24 hours where security or the public interest is at stake.
HOURS = 24

SECURITY: tuple[Chapter, ...] = (
    Chapter(
        "mlps_assessment",
        MlpsAssessment,
        (
            Field("channel_id", Kind.CHANNEL),
            Field("record_number"),
            Field("assessed_on", Kind.DAY),
            Field("result", Kind.CHOICE, choices=MlpsResult),
            Field("assessor", required=False),
            Field("expires_on", Kind.DAY_TO_COME, required=False, not_before="assessed_on"),
        ),
        "assessed_on",
        (),
        standing=True,
        of_units=True,
        due="expires_on",
        again="channel_id",
    ),
    Chapter(
        "data_assessment",
        DataAssessment,
        (
            Field("title"),
            Field("unit_id", Kind.UNIT, required=False),
            Field("assessed_on", Kind.DAY),
            Field("assessor", required=False),
            Field("risks", Kind.WHOLE),
            Field("mended", Kind.WHOLE, required=False),
            Field("reported_on", Kind.DAY, required=False, not_before="assessed_on"),
            Field("next_on", Kind.DAY_TO_COME, required=False, not_before="assessed_on"),
        ),
        "assessed_on",
        (),
        of_units=True,
        sums=("risks",),
        standing=True,
        due="next_on",
        again="unit_id",
    ),
    Chapter(
        "incident",
        SecurityIncident,
        (
            Field("title"),
            Field("channel_id", Kind.CHANNEL),
            Field("found_on", Kind.DAY),
            Field("hours", Kind.SCORE, required=False),
            Field("reported_to", required=False),
            Field("settled_on", Kind.DAY, required=False, not_before="found_on"),
        ),
        "found_on",
        (),
        of_units=True,
        done="settled_on",
        limit=("hours", HOURS),
    ),
)
