"""Where the data lives: the settings the database needs, which `core.common.settings` builds on."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class DatabaseSettings(BaseSettings):
    """Read from `SUPERVISION_*` in the environment, then from `.env`."""

    model_config = SettingsConfigDict(
        env_prefix="SUPERVISION_", env_file=ROOT / ".env", extra="ignore", frozen=True
    )

    data_dir: Path = Field(ROOT / "data", description="Database file, evidence files, state of demo sites")
    database_url: str = Field("", description="SQLAlchemy address; empty: SQLite file in data_dir")
    database_schema: str = Field(
        "public",
        pattern=r"^[a-z_][a-z0-9_]{0,62}$",
        description="PostgreSQL: the schema that holds the tables; made when it is missing",
    )
    database_pool: int = Field(5, ge=1, description="PostgreSQL: connections a process keeps open")
    database_overflow: int = Field(
        10, ge=0, description="PostgreSQL: further connections a process may open for a moment"
    )

    @property
    def evidence_dir(self) -> Path:
        """Where evidence files lie, each under the first two letters of its digest."""
        return self.data_dir / "evidence"

    @property
    def key_file(self) -> Path:
        """The key to sealed addresses, where the environment gives none."""
        return self.data_dir / "secret.key"

    @property
    def database(self) -> str:
        """SQLAlchemy address of the database in use."""
        url = self.database_url or f"sqlite:///{self.data_dir.absolute() / 'supervision.db'}"
        return url.replace("postgresql://", "postgresql+psycopg://", 1)
