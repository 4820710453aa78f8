/* The vault opened with the words, and the key derivation alone. */
async ({ app, words, times }) => {
  const [vault, { readMeta }] = await Promise.all(["vault", "meta"].map((name) => import(new URL(`./${name}.js`, app).href)));
  const { kdf } = await readMeta("vault");
  const taken = { ours: [], floor: [] };
  for (let time = 0; time < times; time += 1) {
    let began = performance.now();
    await vault.derivePassphraseKey(words, kdf);
    taken.floor.push(performance.now() - began);
    began = performance.now();
    await vault.unlock(words);
    taken.ours.push(performance.now() - began);
    vault.lock();
  }
  return taken;
}
