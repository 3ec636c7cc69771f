/** How long runs may take to finish after the first signal. */
export const FINISH_MS = 15_000;

/** Resolves at the first SIGINT or SIGTERM (on a terminal also SIGHUP); a second one ends the process at once. */
export function untilSignalled(onFirst: (signal: NodeJS.Signals) => void): Promise<void> {
  return new Promise((resolve) => {
    let count = 0;
    const hangup = process.stdout.isTTY === true ? { SIGHUP: 1 } : {};
    const numbers = { SIGINT: 2, SIGTERM: 15, ...hangup };
    for (const [signal, number] of Object.entries(numbers)) {
      process.on(signal, () => {
        count += 1;
        if (count > 1) process.exit(128 + number);
        onFirst(signal as NodeJS.Signals);
        resolve();
      });
    }
  });
}
