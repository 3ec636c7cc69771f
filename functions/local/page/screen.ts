import { type Freshness, isStale, showAsOf } from './as-of.ts';
import { countBuckets } from './buckets.ts';
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

export interface Screen {
  /** Brings the whole page in line with store, view and connection. */
  show(): void;
  /** Only what the passing of time changes. */
  tick(): void;
}

export function createScreen(
  store: Store,
  navigation: Navigation,
  list: List,
  detail: Detail,
  connection: () => Connection,
): Screen {
  const showCounts = createCounts((bucket) => {
    const { buckets } = navigation.view;
    navigation.go({
      buckets: buckets.includes(bucket) ? buckets.filter((one) => one !== bucket) : [...buckets, bucket],
    });
  });
  const showFindings = createFindings();
  const showTools = createToolbar(navigation);
  const showEmpty = createEmpty(() => navigation.go({ query: '', buckets: [] }));

  function tick(): void {
    const freshness: Freshness = {
      connection: connection(),
      asOfMs: store.set?.asOfMs,
      staleFromMs: store.set === undefined ? undefined : staleFromMs(store.probes.values(), store.set.asOfMs),
      nowMs: nowMs(),
    };
    showAsOf(freshness);
    const all = [...store.probes.values()];
    if (store.set !== undefined) setText(part('verdict'), verdict(all, nowMs()));
    showInTab(countBuckets(all), isStale(freshness));
  }

  function show(): void {
    const { view } = navigation;
    tick();
    detail.open(view.probe);
    setAttribute(document.body, 'data-open', view.probe === '' ? undefined : 'yes');
    if (store.set === undefined) return;
    const all = [...store.probes.values()];
    const shown = all.filter((probe) => matchesView(probe, view.query, view.buckets));
    setText(part('origin'), `${store.set.location} · ${store.set.version}`);
    part('tools').hidden = all.length === 0;
    part('headings').hidden = shown.length === 0;
    showCounts(countBuckets(all), view.buckets);
    showTools(view, labelKeys(all));
    showFindings(store.set.findings);
    list.show(groupProbes(shown, view.group), view);
    showEmpty(all.length === 0 ? 'no probes' : shown.length === 0 ? 'no match' : 'none');
    if (view.probe !== '') detail.update(store.probes.get(view.probe), store.set.findings.checkedAtMs);
  }

  return { show, tick };
}
