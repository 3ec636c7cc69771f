import { asOfSentence, type Freshness, isStale, showAsOf } from './as-of.ts';
import { type Bucket, countBuckets, worstBucket } from './buckets.ts';
import { createCounts } from './counts.ts';
import type { Detail } from './detail.ts';
import { part, setAttribute, setText } from './dom.ts';
import { createEmpty } from './empty.ts';
import { matchesView } from './filter.ts';
import { createFindings } from './findings.ts';
import { staleFromMs } from './freshness.ts';
import { groupProbes, labelKeys } from './grouping.ts';
import type { List } from './list.ts';
import type { Connection } from './live.ts';
import type { Navigation } from './navigation.ts';
import { verdict } from './sentences.ts';
import type { Store } from './store.ts';
import { showInTab } from './tab.ts';
import { nowMs } from './time.ts';
import { createToolbar } from './toolbar.ts';

export interface ScreenParts {
  readonly store: Store;
  readonly navigation: Navigation;
  readonly list: List;
  readonly detail: Detail;
  readonly connection: () => Connection;
}

/** Brings the whole page in line with store, view and connection. */
export class Screen {
  readonly #parts: ScreenParts;
  readonly #showCounts: ReturnType<typeof createCounts>;
  readonly #showTools: ReturnType<typeof createToolbar>;
  readonly #showEmpty: ReturnType<typeof createEmpty>;
  readonly #showFindings = createFindings();
  readonly #narrow = matchMedia('(max-width: 1099px)');
  #wasStale = false;

  constructor(parts: ScreenParts) {
    const { navigation } = parts;
    this.#parts = parts;
    this.#showCounts = createCounts((bucket) => navigation.go({ buckets: toggled(navigation.view.buckets, bucket) }));
    this.#showTools = createToolbar(navigation);
    this.#showEmpty = createEmpty(() => navigation.go({ query: '', buckets: [] }));
    this.#narrow.addEventListener('change', () => this.show());
  }

  show(): void {
    this.tick();
    this.#showOpen();
    this.#showSet();
  }

  /** Shows what the passing of time changes; true when what is shown can no longer be trusted. */
  tick(): boolean {
    const { store, connection } = this.#parts;
    const all = [...store.probes.values()];
    const freshness: Freshness = {
      connection: connection(),
      asOfMs: store.set?.asOfMs,
      staleFromMs: store.set === undefined ? undefined : staleFromMs(all, store.set.asOfMs),
      nowMs: nowMs(),
    };
    const stale = isStale(freshness);
    showAsOf(freshness);
    if (stale !== this.#wasStale) setText(part('announcer'), asOfSentence(freshness));
    this.#wasStale = stale;
    if (store.set !== undefined) setText(part('verdict'), verdict(all, nowMs()));
    setAttribute(part('verdict'), 'data-bucket', worstBucket(countBuckets(all)));
    showInTab(countBuckets(all), stale);
    return stale;
  }

  #showOpen(): void {
    const { probe } = this.#parts.navigation.view;
    this.#parts.detail.open(probe);
    setAttribute(document.body, 'data-open', probe === '' ? undefined : 'yes');
    // On a narrow screen the open probe covers all else: nobody can see it, so nobody may tab into it.
    const covered = probe !== '' && this.#narrow.matches;
    for (const one of document.querySelectorAll<HTMLElement>('.masthead, #findings, #main')) one.inert = covered;
  }

  #showSet(): void {
    const { store, navigation, list, detail } = this.#parts;
    if (store.set === undefined) return;
    const { view } = navigation;
    const all = [...store.probes.values()];
    const shown = all.filter((probe) => matchesView(probe, view.query, view.buckets));
    setText(part('origin'), `${store.set.location} · ${store.set.version}`);
    part('tools').hidden = all.length === 0;
    part('headings').hidden = shown.length === 0;
    this.#showCounts(countBuckets(all), view.buckets);
    this.#showTools(view, labelKeys(all));
    this.#showFindings(store.set.findings);
    list.show(groupProbes(shown, view.group), view);
    this.#showEmpty(all.length === 0 ? 'no probes' : shown.length === 0 ? 'no match' : 'none');
    if (view.probe !== '') detail.update(store.probes.get(view.probe), store.set.findings.checkedAtMs);
  }
}

function toggled(chosen: readonly Bucket[], bucket: Bucket): readonly Bucket[] {
  return chosen.includes(bucket) ? chosen.filter((one) => one !== bucket) : [...chosen, bucket];
}
