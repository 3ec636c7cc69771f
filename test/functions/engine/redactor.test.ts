import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../../functions/engine/redactor.ts';

const SECRET = `p!a's(s)/w"o{r}d&<~é|\\x \n+`;

async function redactorOf(...values: readonly string[]) {
  const redactor = createRedactor();
  for (const value of values) await redactor.add(value);
  return redactor;
}

describe('a secret is not readable however it is echoed', async () => {
  const inJson = JSON.stringify(SECRET).slice(1, -1);
  const inUrl = `p!a's(s)/w"o{r}d&<~é|x +`;
  test.each([
    ['in a form', SECRET, new URLSearchParams([['a', SECRET]]).toString().slice(2)],
    ['in the path of a URL', inUrl, new URL(`http://shop.test/${inUrl}`).pathname.slice(1)],
    ['in the query of a URL', inUrl, new URL(`http://shop.test/?${inUrl}`).search.slice(1)],
    ['percent-encoded in lower case', SECRET, encodeURIComponent(SECRET).toLowerCase()],
    ['in JSON', SECRET, inJson],
    ['in JSON as PHP writes it', SECRET, inJson.replaceAll('/', '\\/').replaceAll('é', '\\u00e9')],
    ['in JSON as Go writes it', SECRET, inJson.replaceAll('&', '\\u0026').replaceAll('<', '\\u003c')],
    ['in JSON within JSON', SECRET, JSON.stringify(inJson).slice(1, -1)],
    ['in HTML', SECRET, SECRET.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&#39;')],
    ['in base64', SECRET, Buffer.from(SECRET).toString('base64')],
    ['as bytes taken for latin-1', SECRET, Buffer.from(SECRET).toString('latin1')],
  ])('%s', async (_form, secret, echo) => {
    expect((await redactorOf(secret)).redact(`you sent ${echo} to us`)).toBe('you sent <secret> to us');
  });
});

test('a quotation that was cut within a secret does not show its beginning', async () => {
  const redactor = await redactorOf('open sesame, says Ali');
  expect(redactor.redact('the target said "AUTH open sesame…" instead')).toBe(
    'the target said "AUTH <secret>…" instead',
  );
  expect(redactor.redact('nothing of it…')).toBe('nothing of it…');
});

test('a secret of any length is redacted, also where every character could be escaped', async () => {
  for (const length of [2_000, 2_001, 65_536, 200_000]) {
    const secret = '&'.repeat(length);
    expect((await redactorOf(secret)).redact(`[${secret}]`)).toBe('[<secret>]');
    expect((await redactorOf(secret)).redact(`[${encodeURIComponent(secret)}]`)).toBe('[<secret>]');
  }
});

test('redacting twice changes nothing, even where a secret is part of the mark', async () => {
  const redactor = await redactorOf('secret', 'et>', 'a');
  const once = redactor.redact('a secret and more…', true);
  expect(once).not.toContain(' secret');
  expect(redactor.redact(once, true)).toBe(once);
});

test('of two secrets, one within the other, nothing of the longer one stays', async () => {
  expect((await redactorOf('hunter', 'hunter2')).redact('hunter2!')).toBe('<secret>!');
});

test('looking for a secret of backslashes takes no longer in a text of backslashes', async () => {
  const started = performance.now();
  (await redactorOf(`${'\\'.repeat(60)}"${'\\'.repeat(60)}x`)).redact('\\'.repeat(20_000));
  expect(performance.now() - started).toBeLessThan(2_000);
});
