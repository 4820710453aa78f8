/* Before a page gives up what was typed in words, it asks whether the server is there: a browser would put its own error page in its place, and not every browser brings the words back. */

const SILENT = "The server does not answer. What you typed is still here. Try again in a moment.";
const MOST_MILLISECONDS = 10_000;

const asking = new WeakSet();
const answered = new WeakSet();

export function guardForms() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.method !== "post" || !form.querySelector("textarea") || answered.delete(form)) return;
    event.preventDefault();
    if (!asking.has(form)) void sendWhenThere(form, event.submitter);
  });
}

async function sendWhenThere(form, submitter) {
  asking.add(form);
  const isThere = await answers();
  asking.delete(form);
  showSilence(form, submitter, !isThere);
  if (!isThere) return;
  answered.add(form);
  form.requestSubmit(submitter);
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
