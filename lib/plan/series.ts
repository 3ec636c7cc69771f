import type { Probe } from '../model/probe.ts';

/** What a healthy run of a probe becomes at one location. A failed run has a few series more, for as long as it fails. */
export interface SignalSize {
  /** Series, and with each run as many samples. */
  readonly series: number;
  /** Of the line in Loki and what stands beside it, uncompressed; within a fifth of the truth. */
  readonly logBytes: number;
}

/** Of every run: info, interval, timeout, good, counted, bad, start delay, held, attempts. */
const OF_A_RUN = 9;
/** success, degraded, duration, lag and its bound. */
const OF_A_VERDICT = 5;
/** Look-up time, protocol, hash of the address. */
const OF_AN_ADDRESS = 3;
/** Version, both expiries, the chain. */
const OF_TLS = 4;
/** Five phases; status, lengths, redirects, ssl, version, regex. */
const OF_HTTP = 12;
/** Line, level, names of the metadata, run id, time, numbers, address. */
const LOG_BYTES = 300;

/**
 * Counted as functions/signals makes them; a test holds both against each other. An http target is taken to send no
 * Last-Modified, which is one more.
 */
export function signalSizeOf(probe: Probe): SignalSize {
  const attempts = probe.retry.attempts > 1 ? 1 : 0;
  const steps = probe.steps.length > 1 ? 2 * probe.steps.length : 0;
  const labels = Object.entries(probe.labels).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return {
    series: OF_A_RUN + attempts + OF_A_VERDICT + steps + OF_AN_ADDRESS + ofKind(probe),
    // The name stands in the line and in the metadata.
    logBytes: LOG_BYTES + 2 * probe.name.length + probe.instance.length + labels,
  };
}

function ofKind(probe: Probe): number {
  switch (probe.kind) {
    case 'http':
      return OF_HTTP + (/^https:/i.test(probe.target) ? OF_TLS + 1 : 0);
    case 'tls':
      return 2 + OF_TLS;
    case 'tcp':
      return 2 + (speaksTls(probe) ? OF_TLS : 0) + expectations(probe);
    case 'dns':
      // Three phases, three counts of records, whether it succeeded; of a SOA the serial.
      return (
        7 + (speaksTls(probe) ? OF_TLS : 0) + (probe.steps.some(({ settings }) => settings.type === 'SOA') ? 1 : 0)
      );
  }
}

/** Whether a run shakes hands at all. */
export function speaksTls(probe: Probe): boolean {
  switch (probe.kind) {
    case 'http':
      return /^https:/i.test(probe.target);
    case 'tls':
      return true;
    case 'tcp':
      return probe.steps.some(
        ({ settings: { secure, dialogue } }) => secure || dialogue.some((move) => 'startTls' in move),
      );
    case 'dns':
      return probe.steps.some(({ settings }) => settings.transport === 'tls');
  }
}

/** Moves that have labels are a series each, where their labels differ. */
function expectations(probe: Probe<'tcp'>): number {
  const labelled = probe.steps.flatMap(({ settings }) =>
    settings.dialogue.flatMap((move) => ('expect' in move && move.labels ? [JSON.stringify(move.labels)] : [])),
  );
  return new Set(labelled).size;
}
