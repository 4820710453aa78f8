/**
 * What can go wrong on the phone, each with the sentence that the person reads.
 * Only these reach a screen; anything else is turned into "unexpected", which loses nothing and says so.
 */

/** @typedef {{slug: string, sentence: string, tryAgain: boolean}} ProblemLike */

export class Problem extends Error {
  /**
   * @param {string} slug
   * @param {string} [sentence] only for what the server said; else the catalogue's
   * @param {boolean} [tryAgain]
   */
  constructor(slug, sentence, tryAgain) {
    const known = CATALOGUE[slug] ?? CATALOGUE.unexpected;
    super(sentence ?? known[0]);
    this.name = "Problem";
    this.slug = slug;
    this.sentence = sentence ?? known[0];
    this.tryAgain = tryAgain ?? known[1];
    this.isKnown = Object.hasOwn(CATALOGUE, slug);
  }
}

const CATALOGUE = {
  // the vault
  "locked": ["This phone is locked. What you have written is kept safe on it.", true],
  "wrong-words": ["Those words did not open it.", true],
  "wait": ["Those words did not open it. Nothing is deleted, however often you try.", true],
  "wrong-passkey": ["The passkey did not open it. Your four words do. Nothing is deleted.", true],
  "passkey-not-used": ["The passkey was not used. Your four words open it as always.", true],
  "passkey-unfit": ["This browser’s passkeys cannot guard this phone. Your four words open it.", false],
  "passkey-no-lock": ["No passkey on this phone yet. Set a fingerprint, a face or a code in its settings. Your four words open it.", false],
  "not-enrolled": ["Set this phone up while you have a network.", true],
  "key-derivation-failed": ["This phone could not check the words. Close other apps, then try again.", true],
  "words-differ": ["Those are not the same four words. Look at them again.", true],
  // the store
  "not-saved": ["Not saved. Keep this open: your last words are not on the phone's disk yet.", true],
  "phone-full": ["Not saved. This phone has no room left. Delete something else on it; keep this open.", true],
  "storage-refused": ["This browser does not keep data here. Open the app from the home screen, not in a private window.", false],
  "browser-too-old": ["This browser is too old for the app, or this address is not a secure one. Update it, or ask your coordinator.", false],
  "install-first": ["Put the app on the home screen first, and open it from there: this phone clears what a browser tab keeps.", false],
  "damaged": ["This part cannot be read on this phone. It is kept as it is.", false],
  "unknown-record": ["This case is not on this phone.", false],
  "record-sealed": ["This phone can no longer open it. You can read it in the portal.", false],
  "draft-left": ["Something you began is not saved as an event yet. Save it or put it away first.", true],
  "too-long": ["This is too long to send in one piece. It is kept whole on this phone.", false],
  "with-someone-else": ["This case is no longer with you. What you wrote goes to whoever has it now.", false],
  "snapshot-older": ["The server has a newer copy of this draft. A new one is made.", true],
  "not-all-sent": ["Something sealed is still only on this phone. Find a network first.", true],
  "not-a-recovery": ["This code is for a new phone. Ask your coordinator to open a recovery.", false],
  "out-of-contact": ["7 days without contact. Cases with nothing unsent are closed until there is. What you wrote opens as always.", true],
  // the server
  "no-network": ["No network. Nothing is lost; it leaves by itself when there is one.", true],
  "server-silent": ["Server does not answer. Nothing is lost; it tries again.", true],
  "server-refused": ["The server did not take it. It is kept here, and it tries again.", true],
  "envelope-differs": ["The server could not open it. It is kept here and there; someone has been told.", false],
  "envelope-unreadable": ["The server could not open it. It is kept here and there; someone has been told.", false],
  "held": ["It came after this phone was taken out of use. It is kept here and there.", false],
  "not-genuine": ["The answer did not carry your organisation\u2019s signature. Nothing was changed. Tell your coordinator.", true],
  "keys-older": ["The server named older keys than this phone knows. They were not taken. Tell your coordinator.", true],
  "device-not-active": ["Your coordinator has not pressed \u201cThey match\u201d yet.", true],
  "device-revoked": ["This phone may not fetch cases any more. What you wrote is still sent. Ask your coordinator.", false],
  "bundle-older": ["The server sent older cases than this phone holds. They were not taken.", true],
  "too-large": ["This is too long for the server. It is kept whole on this phone; tell your coordinator.", false],
  "unexpected": ["Something went wrong. Nothing you wrote was removed. Try again.", true],
};

/**
 * Any failure as a Problem.
 * @param {unknown} error
 * @param {string} [slug] what it is when nothing better is known
 * @returns {Problem}
 */
export function toProblem(error, slug = "unexpected") {
  if (error instanceof Problem) return error;
  const problem = new Problem(slug);
  problem.cause = error;
  return problem;
}
