import type { Probe } from '../../../lib/model/probe.ts';
import { copyButton } from './copy-button.ts';
import { el } from './dom.ts';
import { yamlText } from './yaml-text.ts';

/** What a person wrote for people: description, runbook, links, labels. */
export function aboutProbe(probe: Probe): HTMLElement[] {
  const links: (readonly [string, string])[] = [
    ...(probe.runbook === undefined ? [] : [['Runbook', probe.runbook] as const]),
    ...Object.entries(probe.links ?? {}),
  ];
  const labels = Object.entries(probe.labels).map(([key, value]) => el('li', {}, el('code', {}, `${key}=${value}`)));
  return [
    ...(probe.description === undefined ? [] : [el('p', {}, probe.description)]),
    ...(links.length === 0 ? [] : [el('ul', { class: 'links', 'aria-label': 'Links' }, ...links.map(linkItem))]),
    ...(labels.length === 0 ? [] : [el('ul', { class: 'labels', 'aria-label': 'Labels' }, ...labels)]),
  ];
}

function linkItem([title, address]: readonly [string, string]): HTMLElement {
  // Only what a browser opens as a page becomes a link: a definition may hold `javascript:`.
  const safe = /^https?:\/\//i.test(address);
  const text = safe ? el('a', { href: address, target: '_blank', rel: 'noreferrer' }, title) : `${title}: ${address}`;
  return el('li', {}, text);
}

/** The effective definition, after defaults and merging, and where it stands. */
export function definitionReport(probe: Probe): HTMLElement[] {
  const { source, ...effective } = probe;
  const text = yamlText(effective);
  const place = `${source.file}:${source.line}`;
  return [
    el('p', {}, el('code', { class: 'place' }, place), ' ', copyButton(place)),
    el('details', {}, el('summary', {}, 'Effective definition'), el('pre', { tabindex: 0 }, text)),
  ];
}
