"""Official papers (公文) as DOCX and PDF: layout, fonts, parts."""
