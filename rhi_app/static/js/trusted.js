/** The one Trusted Types policy: exactly the scripts that this app starts beside its page, and no other address. */

const SCRIPTS = {
  "vault-worker": new URL("./vault-worker.js", import.meta.url).href,
  "kdf-worker": new URL("./kdf-worker.js", import.meta.url).href,
  "service-worker": new URL("/app/service-worker.js", location.origin).href,
};

const policy = globalThis.trustedTypes?.createPolicy("rhi", {
  createScriptURL(address) {
    if (!Object.values(SCRIPTS).includes(address)) throw new TypeError("not a script of this app");
    return address;
  },
});

/** @param {keyof typeof SCRIPTS} name @returns {string} */
export function scriptAddress(name) {
  return policy ? policy.createScriptURL(SCRIPTS[name]) : SCRIPTS[name];
}
