import { copyButton } from './copy-button.ts';
import { el, keyed, part } from './dom.ts';
import { FIRST_PROBE } from './first-probe.ts';

export type Emptiness = 'none' | 'no probes' | 'no match';

/** What stands in place of the list when it is empty. */
export function createEmpty(clear: () => void): (emptiness: Emptiness) => void {
  const host = part('empty');
  const show = keyed(host);
  return (emptiness) => {
    host.hidden = emptiness === 'none';
    show(emptiness, () => (emptiness === 'no probes' ? firstProbe() : emptiness === 'no match' ? noMatch(clear) : []));
  };
}

function firstProbe(): HTMLElement[] {
  return [
    el('h2', {}, 'Add the first probe'),
    el(
      'p',
      {},
      'Save this as ',
      el('code', {}, 'probes/first.probe.yaml'),
      '. It runs, and shows here, within seconds.',
    ),
    el('div', { class: 'sample' }, el('pre', { tabindex: 0 }, FIRST_PROBE), copyButton(FIRST_PROBE)),
    el(
      'p',
      { class: 'soft' },
      'Other kinds: tcp, tls, dns. ',
      el('code', {}, 'probewright new KIND NAME'),
      ' writes a commented one.',
    ),
  ];
}

function noMatch(clear: () => void): HTMLElement[] {
  return [
    el('p', {}, 'No probe matches the filter.'),
    el('button', { type: 'button', onclick: clear }, 'Show all probes'),
  ];
}
