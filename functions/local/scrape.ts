import { setImmediate as nextTurn } from 'node:timers/promises';
import { isActive } from '../../lib/model/active-hours.ts';
import { isScrapable } from '../../lib/model/metrics.ts';
import type { Probe } from '../../lib/model/probe.ts';
import type { Clock } from '../../lib/model/prober.ts';
import { exposition } from '../signals/exposition.ts';
import { inactiveSamplesOf } from '../signals/inactive-samples.ts';
import { samplesOf } from '../signals/samples.ts';
import type { RunAnswer } from './api.ts';
import type { Entry } from './runner.ts';

/** A metric's HELP and TYPE, and the lines of one probe. */
interface Family {
  readonly head: string;
  readonly lines: string;
}
interface Rendered {
  readonly probe: Probe;
  readonly families: ReadonlyMap<string, Family>;
}

/** How many results are rendered in one turn of the loop: a scrape of a thousand probes must not hold their runs up. */
const A_TURN = 20;

/**
 * The exposition of each probe's latest result, rendered once a result. A result that is older than two intervals (of a run before a
 * restart, of a clock that was set) says nothing about now and is left out, so that its series go stale. So is what is only pushed:
 * scraped, it would be counted as often as the page is read.
 */
export class Scrape {
  readonly #rendered = new WeakMap<RunAnswer, Rendered>();
  readonly #location: string;
  readonly #clock: Clock;

  constructor(location: string, clock: Clock) {
    this.#location = location;
    this.#clock = clock;
  }

  async text(entries: readonly Entry[]): Promise<string> {
    const families = new Map<string, string[]>();
    let fresh = 0;
    for (const { probe, past } of entries) {
      if (this.#isOut(probe)) {
        add(families, this.#renderOut(probe));
        continue;
      }
      const run = past.last;
      if (!probe.enabled || run === undefined || typeof run === 'string' || !this.#isCurrent(probe, run)) continue;
      const known = this.#rendered.get(run);
      const rendered = known?.probe === probe ? known : this.#render(probe, run);
      add(families, rendered.families);
      if (rendered === known) continue;
      fresh += 1;
      if (fresh % A_TURN === 0) await nextTurn();
    }
    const names = [...families.keys()].sort();
    return names.map((name) => families.get(name)?.join('')).join('');
  }

  /** Outside of its active hours, which its interval alone says. */
  #isOut({ enabled, activeHours }: Probe): boolean {
    return enabled && activeHours !== undefined && !isActive(activeHours, this.#clock.now());
  }

  #renderOut(probe: Probe): ReadonlyMap<string, Family> {
    const tick = { inactive: [probe.name], location: this.#location, tickMs: this.#clock.now() };
    return familiesOf(exposition(inactiveSamplesOf(tick, new Map([[probe.name, probe]]))));
  }

  #isCurrent(probe: Probe, { tickMs, result }: RunAnswer): boolean {
    return this.#clock.now() - tickMs <= 2 * probe.intervalMs && result.kind === probe.kind;
  }

  #render(probe: Probe, run: RunAnswer): Rendered {
    const samples = samplesOf(run.result, { probe, location: this.#location, tickMs: run.tickMs });
    const rendered = { probe, families: familiesOf(exposition(samples.filter(({ name }) => isScrapable(name)))) };
    this.#rendered.set(run, rendered);
    return rendered;
  }
}

function add(families: Map<string, string[]>, more: ReadonlyMap<string, Family>): void {
  for (const [name, { head, lines }] of more) {
    const all = families.get(name);
    if (all) all.push(lines);
    else families.set(name, [head, lines]);
  }
}

/** Takes an exposition apart: each family begins with its HELP, then its TYPE. */
function familiesOf(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  for (const block of text.split(/^(?=# HELP )/m)) {
    const [, head, name, lines] = /^(# HELP (\S+) [^\n]*\n# TYPE [^\n]*\n)([\s\S]*)$/.exec(block) ?? [];
    if (head !== undefined && name !== undefined) families.set(name, { head, lines: lines ?? '' });
  }
  return families;
}
