"""Official papers (公文) as DOCX and PDF, in the layout of GB/T 9704-2012."""

from core.documents.docx_file import docx_of
from core.documents.official import Annex, Official, Text
from core.documents.pdf_file import pdf_of
from core.documents.title_lines import title_lines

__all__ = ["Annex", "Official", "Text", "docx_of", "pdf_of", "title_lines"]
