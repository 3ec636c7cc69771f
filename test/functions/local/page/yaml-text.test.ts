import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { yamlText } from '../../../../functions/local/page/yaml-text.ts';
import { definition } from '../../../support/page-data.ts';

const scalar = fc.oneof(
  fc.string(),
  fc.constantFrom(
    'true',
    'no',
    'null',
    '1e3',
    '0x1f',
    '12:30',
    '- a',
    'a: b',
    '${secret:x}',
    '*a',
    '#',
    ' a',
    'a ',
    '1_000',
    '.5',
    '.inf',
    '~',
  ),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const { data } = fc.letrec((tie) => ({
  data: fc.oneof({ depthSize: 'small' }, scalar, tie('list'), tie('map')),
  list: fc.array(tie('data'), { minLength: 1, maxLength: 4 }),
  map: fc.dictionary(fc.string({ minLength: 1 }), tie('data'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
}));

test('what a person copies from the page means what was shown', () => {
  fc.assert(
    fc.property(data, (value) => {
      expect(parse(yamlText(value), { logLevel: 'silent' })).toEqual(value);
    }),
  );
});

test('a definition reads as one writes it', () => {
  const text = yamlText(definition('home', { labels: { team: 'shop' } }));
  expect(text).toContain('name: home\nkind: http\ntarget: https://home.example/\n');
  expect(text).toContain('labels:\n  team: shop\n');
  expect(text).toContain('steps:\n  - settings:\n      method: GET\n');
});
