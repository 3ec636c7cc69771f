import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { metrics } from '../../../bin/generate/metrics.ts';
import { METRICS } from '../../../lib/model/metrics.ts';

const page = readFileSync(join(import.meta.dirname, '../../..', metrics.path), 'utf8');

test('docs/metrics.md is what the catalogue makes (else: make generate)', () => {
  expect(page).toBe(metrics.text());
});

test.each(Object.keys(METRICS))('%s stands on the page once', (name) => {
  expect(page.split(`| \`${name}\` |`)).toHaveLength(2);
});
