import { createAnnouncer } from './announcer.ts';
import { createDetail } from './detail.ts';
import { part } from './dom.ts';
import { focusedRow, focusProbe, moveFocus } from './focus.ts';
import { createHelp } from './help.ts';
import { listenToKeys } from './keys.ts';
import { List } from './list.ts';
import { type Connection, Live } from './live.ts';
import { createNavigation } from './navigation.ts';
import { openOnClick } from './row-click.ts';
import { Screen } from './screen.ts';
import { createStore } from './store.ts';
import { nowMs, refreshAges } from './time.ts';
import { createTip } from './tip.ts';

/** Changes of a tenth of a second are shown together; a timer, since a hidden tab gets no animation frames but has a title. */
const GATHER_MS = 100;

const RETRY_STALE_MS = 30_000;

let connection: Connection = { status: 'connecting' };
let pending = 0;
let wasOpen = '';

const announce = createAnnouncer();
const store = createStore((flipped) => {
  announce(flipped);
  schedule();
});
const navigation = createNavigation((view) => {
  const closed = view.probe === '' ? wasOpen : '';
  wasOpen = view.probe;
  screen.show();
  if (closed !== '') focusProbe(list, closed);
});
wasOpen = navigation.view.probe;
const list = new List();
const tip = createTip();
const help = createHelp();
const detail = createDetail(close);
const screen = new Screen({ store, navigation, list, detail, connection: () => connection });

function schedule(): void {
  if (pending !== 0) return;
  pending = window.setTimeout(() => {
    pending = 0;
    screen.show();
  }, GATHER_MS);
}

function close(): void {
  navigation.go({ probe: '' });
}

listenToKeys({
  focusFilter: () => part('filter').focus(),
  move: (step) => moveFocus(list, navigation, step),
  walk: (step) => {
    const row = focusedRow(list);
    if (row !== undefined) tip.walk(row.strip, step);
  },
  help,
  escape: () => {
    if (!part('tip').hidden) tip.hide();
    else if (navigation.view.probe !== '') close();
    else navigation.go({ query: '', buckets: [] });
  },
  onProbe: () => focusedRow(list) !== undefined,
});
openOnClick(list, navigation);

const live = new Live({
  set: (answer) => store.applySet(answer),
  probes: (changed) => store.applyProbes(changed, nowMs()),
  connection: (now) => {
    connection = now;
    schedule();
  },
});
part('retry').addEventListener('click', () => live.retry());
window.addEventListener('online', () => live.retry());

screen.show();
let triedMs = performance.now();
window.setInterval(() => {
  refreshAges();
  const stale = screen.tick();
  // A connection can be dead without saying so (a machine that slept, a proxy): fresh data is asked for again.
  if (!stale || connection.status !== 'live' || performance.now() - triedMs < RETRY_STALE_MS) return;
  triedMs = performance.now();
  live.retry();
}, 5000);
