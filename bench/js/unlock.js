/* The key derivation alone, then the vault opened with the words; both with a worker that was started before, as at the door. */
async ({ app, words }) => {
  const [vault, { readMeta }] = await Promise.all(["vault", "meta"].map((name) => import(new URL("./inside.js", app).href).then(({ $use }) => $use(`js/${name}.js`))));
  const { kdf } = await readMeta("vault");
  const timed = async (work) => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };
  const floor = await timed(() => vault.derivePassphraseKey(words, kdf));
  vault.warmUp();
  await new Promise((resolve) => setTimeout(resolve, 500));
  return { floor, ours: await timed(() => vault.unlock(words)) };
}
