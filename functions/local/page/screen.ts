import { asOfSentence, type Freshness, isStale, showAsOf } from './as-of.ts';
import { countBuckets, worstBucket } from './buckets.ts';
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

  const narrow = matchMedia('(max-width: 1099px)');
  narrow.addEventListener('change', show);
  let wasStale = false;

  function tick(): void {
    const freshness: Freshness = {
      connection: connection(),
      asOfMs: store.set?.asOfMs,
      staleFromMs: store.set === undefined ? undefined : staleFromMs(store.probes.values(), store.set.asOfMs),
      nowMs: nowMs(),
    };
    showAsOf(freshness);
    const stale = isStale(freshness);
    if (stale !== wasStale) setText(part('announcer'), asOfSentence(freshness));
    wasStale = stale;
    const all = [...store.probes.values()];
    if (store.set !== undefined) setText(part('verdict'), verdict(all, nowMs()));
    setAttribute(part('verdict'), 'data-bucket', worstBucket(countBuckets(all)));
    showInTab(countBuckets(all), stale);
  }

  function show(): void {
    const { view } = navigation;
    tick();
    detail.open(view.probe);
    setAttribute(document.body, 'data-open', view.probe === '' ? undefined : 'yes');
    // On a narrow screen the open probe covers all else: nobody can see it, so nobody may tab into it.
    const covered = view.probe !== '' && narrow.matches;
    for (const element of document.querySelectorAll<HTMLElement>('.masthead, #findings, #main'))
      element.inert = covered;
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
