/* Before a page gives up what was typed in words, it asks whether the server is there: a browser would put its own error page in its place, and not every browser brings the words back. */

const SILENT = "The server does not answer. What you typed is still here. Try again in a moment.";
const MOST_MILLISECONDS = 10_000;

const underWay = new Set(); // from the press until the next page is there: a second press in between would send the same words twice
const answered = new WeakSet();

export function guardForms() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.method !== "post" || !form.querySelector("textarea") || answered.delete(form)) return;
    event.preventDefault();
    if (!underWay.has(form)) void sendWhenThere(form, event.submitter);
  });
  addEventListener("pageshow", () => underWay.clear());
}

async function sendWhenThere(form, submitter) {
  underWay.add(form);
  const isThere = await answers();
  showSilence(form, submitter, !isThere);
  if (isThere) {
    answered.add(form);
    form.requestSubmit(submitter);
    await new Promise((resolve) => setTimeout(resolve, MOST_MILLISECONDS)); // somebody stopped the page from loading: pressing helps again
  }
  underWay.delete(form);
}

async function answers() {
  try {
    return (await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(MOST_MILLISECONDS) })).ok;
  } catch {
    return false;
  }
}

/** Beside the button that was pressed, said aloud each time. */
function showSilence(form, submitter, isSilent) {
  form.querySelector("[data-silent]")?.remove();
  if (!isSilent) return;
  const words = document.createElement("p");
  words.className = "govuk-error-message";
  words.dataset.silent = "";
  words.role = "alert";
  words.textContent = SILENT;
  if (submitter) submitter.before(words);
  else form.append(words);
}
