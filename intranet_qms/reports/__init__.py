"""Accessible PDF files, and the jobs that make them.

Pure part (no database): `audit_report.render` and `document_print.render_document` turn frozen
values into PDF/UA-1 and PDF/A-2a files by typst, in a process of its own.

Jobs: a feature registers a `kinds.ReportKind` in its own rooms, asks with
`services.request_report`, and shows the job with the macro `ui.progress` and the endpoint
`qms.reports_job`. The worker hands outbox jobs of the kind `reports.build` to `runner.build`.
"""
