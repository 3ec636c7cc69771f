import { BUCKETS } from './buckets.ts';
import { el, part } from './dom.ts';
import { glyph } from './glyph.ts';
import { STATE_MEANINGS } from './sentences.ts';

const KEYS: readonly (readonly [keys: string, meaning: string])[] = [
  ['/', 'filter'],
  ['j  k', 'next, previous probe'],
  ['↓  ↑', 'the same, from a probe'],
  ['←  →', 'walk through the last 60 runs of a probe'],
  ['Enter', 'open the probe'],
  ['Esc', 'close, clear'],
  ['?', 'this help'],
];

/** The dialog that names keys and shapes. */
export function createHelp(): () => void {
  const dialog = part('help');
  if (!(dialog instanceof HTMLDialogElement)) throw new Error('#help is no dialog');
  const keys = KEYS.flatMap(([key, meaning]) => [el('dt', {}, el('kbd', {}, key)), el('dd', {}, meaning)]);
  const shapes = BUCKETS.flatMap((bucket) => [
    el('dt', { 'data-bucket': bucket }, glyph(bucket), ` ${bucket}`),
    el('dd', {}, STATE_MEANINGS[bucket]),
  ]);
  const close = el('button', { type: 'button', onclick: () => dialog.close() }, 'Close');
  dialog.append(
    el('h2', { id: 'help-title' }, 'Keys and shapes'),
    el('dl', {}, ...keys),
    el('dl', {}, ...shapes),
    el(
      'p',
      { class: 'soft' },
      'A bar is a run: its height is the duration, a full column is down, a dashed one error, a capped one degraded.',
    ),
    close,
  );
  const open = () => {
    if (!dialog.open) dialog.showModal();
  };
  part('help-button').addEventListener('click', open);
  return open;
}
