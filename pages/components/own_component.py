"""Components of our own. Their scripts are files of the server: its policy allows none that stands inline."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

HERE = Path(__file__).parent
PACKAGE, SCRIPTS = "supervision", "scripts"


def own_component(script: str, *, html: str) -> Callable[..., Any]:
    """The component whose script is `scripts/<script>.js`, as a function that mounts it in the page.

    Streamlit takes scripts as files only from installed packages, which this is not; so the folder is made
    known to the server that runs, once for each."""
    name = f"{PACKAGE}.{script}"
    known: WeakKeyDictionary[Any, Callable[..., Any]] = WeakKeyDictionary()

    def mount(**parameters: Any) -> Any:
        manager = get_bidi_component_manager()
        if manager not in known:
            config = ComponentConfig(name=script, asset_dir=SCRIPTS)
            manager.register_from_manifest(ComponentManifest(PACKAGE, "1", [config]), HERE)
            known[manager] = st.components.v2.component(
                name, html=html, js=f"{script}.js", isolate_styles=False
            )
        return known[manager](**parameters)

    return mount
