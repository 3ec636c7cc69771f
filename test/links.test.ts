import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';

it('every relative link of a document leads to a file that is committed', () => {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const documents = files.filter((file) => file.endsWith('.md'));
  const broken = documents.flatMap((document) =>
    [...readFileSync(document, 'utf8').matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)/g)]
      .map(([, link = '']) => normalize(join(dirname(document), link)).replace(/\/$/, ''))
      .filter((target) => !files.some((file) => file === target || file.startsWith(`${target}/`)))
      .map((target) => `${document}: ${target}`),
  );

  expect(documents.length).toBeGreaterThan(8);
  expect(broken).toEqual([]);
});
