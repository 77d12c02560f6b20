"""What surrounds every page, whatever the page: language, words, headers, nothing from elsewhere."""

import urllib.request
from urllib.parse import urlsplit

import pytest

from dashboard.document import STREAMLIT_STATIC
from dashboard.navigation import HOME, PAGES
from tests.browser.serving import settle

pytestmark = pytest.mark.browser
ADDRESSES = ["/", *(f"/{page.slug}" for page in PAGES), "/nexiste-pas"]


def opened(page, url):
    page.goto(url)
    settle(page)
    return page


@pytest.mark.parametrize(("query", "language"), [("", "fr"), ("?lang=en", "en"), ("?lang=xx", "fr")])
def test_the_document_says_its_language(server, query, language):
    with urllib.request.urlopen(f"{server}/{query}") as answer:
        assert f'<html lang="{language}">' in answer.read().decode()


def test_the_switch_changes_the_words_the_address_and_the_document(server, page):
    opened(page, server)
    page.get_by_role("radio", name="en").click()
    page.get_by_role("link", name="Financial health").click()
    page.wait_for_url("**/sante-financiere?*lang=en*")
    settle(page)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_text("Skip to main content").count() == 1


def test_the_language_of_a_link_is_kept(server, page):
    opened(page, f"{server}/imports?lang=en")
    assert page.get_by_role("link", name="Glossary").count() == 1
    assert page.locator("html").get_attribute("lang") == "en"


def test_streamlit_speaks_french_around_the_page(server, page):
    opened(page, server)
    assert page.get_by_text("Aller au contenu principal").count() == 1
    assert page.get_by_text("Skip to main content").count() == 0


def test_words_of_the_town_are_never_taken_for_streamlits(server, page):
    """A table of figures and a chart hold the town's words alone, and most of a page's nodes: they are not looked at."""
    opened(page, server)
    ours = page.evaluate(
        """async () => {
          const holders = ['<span>Search</span>', '<table class="figures"><tr><td title="Search">Search</td></tr></table>',
                           '<div data-testid="stPlotlyChart"><b title="Search">Search</b></div>'];
          const main = document.querySelector("[data-testid=stMain]");
          const added = holders.map((html) => { const one = document.createElement("div"); one.innerHTML = html; return one; });
          main.append(...added);
          added[1].querySelector("td").append("Stop");
          await new Promise(requestAnimationFrame);
          const said = added.map((one) => [one.textContent, one.querySelector("[title]")?.title ?? null]);
          added.forEach((one) => one.remove());
          return said;
        }"""
    )
    assert ours == [["Rechercher", None], ["SearchStop", "Search"], ["Search", "Search"]]


def test_an_address_that_leads_nowhere_says_so_in_french(server, page):
    opened(page, f"{server}/nexiste-pas")
    page.get_by_text("Page introuvable").wait_for()


def test_the_first_page_answers_at_its_own_address(server, page):
    opened(page, f"{server}/{HOME.slug}?lang=en")
    assert urlsplit(page.url).path == "/"
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_asks_nothing_of_another_host_and_breaks_no_rule(server, page, address):
    hosts, complaints = set(), []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    opened(page, server + address)
    assert page.locator("[data-testid=stException]").count() == 0
    assert hosts - {""} == {urlsplit(server).netloc}
    assert [text for text in complaints if "does not seem to exist" not in text] == []


@pytest.mark.parametrize("address", ["/", "/imports", "/shell/shell.js", "/_stcore/health", "/absent/file.js"])
def test_every_answer_carries_the_security_headers(server, address):
    with urllib.request.urlopen(server + address) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "connect-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_scripts_are_sent_compressed_and_kept_for_a_year(server, page):
    with page.expect_response("**/static/js/index.*.js") as caught:
        page.goto(server)
    answer = caught.value
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.body() == (STREAMLIT_STATIC / urlsplit(answer.url).path[1:]).read_bytes()


@pytest.mark.parametrize("key", ["r", "R", "c"])
def test_a_letter_typed_outside_a_field_does_nothing(server, page, key):
    opened(page, server)
    page.evaluate("window.reached = []; addEventListener('keydown', event => reached.push(event.key))")
    page.keyboard.press(key)
    page.keyboard.press("Tab")
    assert page.evaluate("window.reached") == ["Tab"]
