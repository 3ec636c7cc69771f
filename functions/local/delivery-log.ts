import type { LaneEvents } from '../delivery/lane.ts';
import { shownUrl } from '../delivery/shown-url.ts';
import type { Log } from './log.ts';

/** Trouble that is over sooner is not worth a line. */
const PATIENCE_MS = 3_000;
/** What goes on is said again this often. */
const REPEAT_MS = 60_000;
const MOST_WORDS = 400;

/** Puts what becomes of deliveries into the log: trouble and its end, and what is refused for good. */
export class DeliveryLog implements LaneEvents {
  readonly #log: Log;
  readonly #elapsed: () => number;
  readonly #failing = new Map<string, number>();
  readonly #said = new Map<string, number>();

  constructor(log: Log, elapsed: () => number) {
    this.#log = log;
    this.#elapsed = elapsed;
  }

  settled: LaneEvents['settled'] = ({ sink, url }, { rejected, keys }) => {
    const since = this.#failing.get(sink.name);
    this.#failing.delete(sink.name);
    if (since !== undefined && this.#said.delete(`${sink.name} failing`)) {
      const seconds = Math.round((this.#elapsed() - since) / 1000);
      this.#log('info', `${sink.name} answers again, after ${seconds} s; what waits is sent now.`, {
        event: 'delivery',
        sink: sink.name,
      });
    }
    for (const { reason, count, answer } of rejected) {
      if (!this.#isNews(`${sink.name} ${reason}`)) continue;
      const words = `${sink.name} refused ${count} items for good (${reason}): «${answer.slice(0, MOST_WORDS)}».`;
      const fields = { event: 'rejected', sink: sink.name, url: shownUrl(url), reason, count, firstKey: keys[0] };
      this.#log('error', `${words} They stand in the folder rejected.`, fields);
    }
  };

  retried: LaneEvents['retried'] = ({ sink, url }, reason) => {
    const since = this.#failing.get(sink.name) ?? this.#elapsed();
    this.#failing.set(sink.name, since);
    if (this.#elapsed() - since < PATIENCE_MS || !this.#isNews(`${sink.name} failing`)) return;
    const words = `${sink.name} does not take results (${reason.slice(0, MOST_WORDS)}).`;
    const fields = { event: 'delivery', sink: sink.name, url: shownUrl(url), reason };
    this.#log('warn', `${words} They wait in the journal and are sent again.`, fields);
  };

  trouble: LaneEvents['trouble'] = ({ sink }, message) => {
    if (!this.#isNews(`${sink.name} trouble`)) return;
    const words = `Delivery to ${sink.name} stumbled and goes on: ${message.slice(0, MOST_WORDS)}`;
    this.#log('error', words, { event: 'delivery', sink: sink.name });
  };

  #isNews(what: string): boolean {
    const now = this.#elapsed();
    const said = this.#said.get(what);
    if (said !== undefined && now - said < REPEAT_MS) return false;
    this.#said.set(what, now);
    return true;
  }
}
