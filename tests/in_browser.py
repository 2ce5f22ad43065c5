"""Pages in a browser, for the tests of the site."""

VIEWPORTS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


def watched(browser, allowed, **options):
    """A new page, and the list that its errors, failed requests and requests to elsewhere go to."""
    faults = []
    page = browser.new_page(**options)
    page.on("console", lambda m: faults.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: faults.append(str(e)))
    page.on("requestfailed", lambda r: faults.append(f"failed: {r.url}"))
    page.on("response", lambda r: faults.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
    page.on(
        "request",
        lambda r: None if r.url.startswith((allowed, "data:", "blob:")) else faults.append(f"outside: {r.url}"),
    )
    return page, faults
