import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeTemplate, parseTemplate } from '../../../lib/model/template.ts';

const texts = fc
  .array(fc.constantFrom('$', '{', '}', '${', '$${', 'a', '\n'), { maxLength: 12 })
  .map((parts) => parts.join(''));

test('an escaped text expands to itself', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const { parts, unclosed } = parseTemplate(escapeTemplate(text));
      expect(unclosed).toBeUndefined();
      expect(parts.map((part) => ('text' in part ? part.text : `REF ${part.ref}`)).join('')).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['a ${b} c', [{ text: 'a ' }, { ref: 'b', at: 2 }, { text: ' c' }], undefined],
  ['${ secret:shop/key }', [{ ref: 'secret:shop/key', at: 0 }], undefined],
  ['$${a}${b}', [{ text: '${a}' }, { ref: 'b', at: 5 }], undefined],
  ['x ${open', [], 2],
])('%s is taken apart', (template, parts, unclosed) => {
  const parsed = parseTemplate(template);
  expect([parsed.parts, parsed.unclosed]).toEqual([parts, unclosed]);
});
