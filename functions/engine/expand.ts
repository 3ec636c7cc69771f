import { FaultError } from '../../lib/model/failure.ts';
import { escapeTemplate, parseTemplate } from '../../lib/model/template.ts';
import { isPattern } from './has-template.ts';

/** The value of `${name}`; throws a FaultError when there is none. */
export type LookUp = (name: string) => Promise<string>;

/**
 * Puts the values into every string of plain data (a target, settings, a JSON body), patterns left out. The strings of
 * a dialogue stay templates for the prober, which alone knows the groups of a match that `${1}` stands for.
 */
export async function expand<T>(data: T, lookUp: LookUp): Promise<T> {
  return (await expandUnknown(data, lookUp)) as T;
}

async function expandText(template: string, lookUp: LookUp): Promise<string> {
  let text = '';
  for (const part of partsOf(template)) text += 'text' in part ? part.text : await lookUp(part.ref);
  return text;
}

async function expandUnknown(data: unknown, lookUp: LookUp): Promise<unknown> {
  if (typeof data === 'string') return expandText(data, lookUp);
  if (Array.isArray(data)) return Promise.all(data.map((one) => expandUnknown(one, lookUp)));
  if (typeof data !== 'object' || data === null || isPattern(data)) return data;
  const entries = Object.entries(data).map(async ([key, value]) => {
    const expanded = key === 'dialogue' ? await expandDialogue(value, lookUp) : await expandUnknown(value, lookUp);
    return [key, expanded] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function expandDialogue(data: unknown, lookUp: LookUp): Promise<unknown> {
  if (typeof data === 'string') return keepGroups(data, lookUp);
  if (Array.isArray(data)) return Promise.all(data.map((one) => expandDialogue(one, lookUp)));
  if (typeof data !== 'object' || data === null || isPattern(data)) return data;
  const entries = Object.entries(data).map(async ([key, value]) => [key, await expandDialogue(value, lookUp)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function keepGroups(template: string, lookUp: LookUp): Promise<string> {
  let text = '';
  let plain = '';
  for (const part of partsOf(template)) {
    if ('ref' in part && /^\d+$/.test(part.ref)) {
      text += `${escapeTemplate(plain)}\${${part.ref}}`;
      plain = '';
    } else {
      plain += 'text' in part ? part.text : await lookUp(part.ref);
    }
  }
  return text + escapeTemplate(plain);
}

function partsOf(template: string) {
  const { parts, unclosed } = parseTemplate(template);
  if (unclosed === undefined) return parts;
  throw new FaultError(
    'PW5008',
    `A «\${» without its «}» at character ${unclosed + 1} of ${JSON.stringify(template)}.`,
  );
}
