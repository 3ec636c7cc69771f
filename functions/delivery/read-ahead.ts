import type { SignalReader } from './signal-reader.ts';

/** Reads of a store of objects take some milliseconds each: so many are under way at once. */
const AHEAD = 16;

/** Begins to read the keys that come next, when keys are asked for in their order; each is read once. */
export function readAhead(keys: readonly string[], signalsOf: SignalReader): SignalReader {
  const begun = new Map<string, ReturnType<SignalReader>>();
  const left = keys.values();
  const begin = () => {
    const { value: key } = left.next();
    if (key === undefined || begun.has(key)) return;
    const reading = signalsOf(key);
    // Whoever asks for it hears of its failure.
    reading.catch(() => undefined);
    begun.set(key, reading);
  };
  for (let count = 0; count < AHEAD; count += 1) begin();
  return (key) => {
    const reading = begun.get(key) ?? signalsOf(key);
    begun.delete(key);
    begin();
    return reading;
  };
}
