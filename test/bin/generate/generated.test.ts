import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diagnostics } from '../../../bin/generate/diagnostics.ts';
import { jsonSchemas } from '../../../bin/generate/json-schemas.ts';
import { CODES } from '../../../lib/definitions/codes.ts';
import { FAULTS } from '../../../lib/model/failure.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8');

test.each([diagnostics, ...jsonSchemas])('$path is what the code makes (else: make generate)', ({ path, text }) => {
  expect(read(path)).toBe(text());
});

test.each([...Object.keys(CODES), ...Object.keys(FAULTS)])('docs/diagnostics.md explains %s once', (code) => {
  expect(read(diagnostics.path).split(`### ${code}: `)).toHaveLength(2);
});
