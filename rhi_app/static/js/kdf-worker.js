/**
 * Turns the four words into the key that wraps the vault key: Argon2id, slow on purpose. A worker of its own, since only its own
 * response may allow WebAssembly ('wasm-unsafe-eval'), and ending it gives the 64 MiB back.
 */

import { argon2id } from "../vendor/argon2-hash-wasm-4.13.0.js";

const SMALLEST = { parallelism: 1, iterations: 1, memorySize: 8, hashLength: 4, outputType: "binary" };

argon2id({ password: "-", salt: new Uint8Array(16), ...SMALLEST }).catch(() => undefined); // compiles the program while somebody types

addEventListener("message", async ({ data: { words, salt, kdf } }) => {
  try {
    const key = await argon2id({
      password: words,
      salt,
      parallelism: kdf.parallelism,
      iterations: kdf.iterations,
      memorySize: kdf.memory_kib,
      hashLength: 32,
      outputType: "binary",
    });
    postMessage({ key }, [key.buffer]);
  } catch (error) {
    postMessage({ detail: String(error) });
  }
});
