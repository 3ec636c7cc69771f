import { expect, test } from 'vitest';
import { formatAnnotations } from '../../../bin/text/annotations.ts';
import { formatFindings, printFindings, summaryLine } from '../../../bin/text/findings.ts';
import type { Diagnostic } from '../../../lib/model/plan.ts';
import { capturedIo } from '../../support/captured-io.ts';

const timeout: Diagnostic = {
  code: 'PW3102',
  severity: 'error',
  message: 'The timeout 90s is longer than the interval 1m.',
  place: { file: 'probes/shop.probe.yaml', line: 5, column: 14 },
  probe: 'shop-front',
  path: 'probes[0].timeout',
  given: '90s',
  allowed: 'at most 1m, the interval',
  remedy: "Write 'timeout: 10s', or a longer interval.",
  line: '    timeout: 90s',
  corrected: '    timeout: 10s',
};
const warning: Diagnostic = {
  code: 'PW4003',
  severity: 'warning',
  message: 'Nothing is made of it yet.',
  place: { file: 'probes/a.probe.yaml', line: 2, column: 3 },
};
const nowhere: Diagnostic = { code: 'PW1001', severity: 'error', message: 'There is no folder probes.' };

test('a finding shows its line with a caret under the value, the line to write, and all its words', () => {
  expect(formatFindings([timeout], false)).toBe(
    [
      'probes/shop.probe.yaml',
      '  5:14   error PW3102 [shop-front]  The timeout 90s is longer than the interval 1m.',
      '     5 │     timeout: 90s',
      '       │              ^',
      'change │     timeout: 10s',
      '       at      probes[0].timeout',
      '       given   90s',
      '       allowed at most 1m, the interval',
      "       remedy  Write 'timeout: 10s', or a longer interval.",
      '',
    ].join('\n'),
  );
});

test('findings are grouped by file and ordered by line', () => {
  const later = { ...timeout, place: { file: 'probes/shop.probe.yaml', line: 9, column: 1 }, message: 'Later.' };
  const text = formatFindings([later, warning, timeout, nowhere], false);
  const order = [
    'There is no folder',
    'probes/a.probe.yaml',
    'Nothing is made',
    'probes/shop.probe.yaml',
    'timeout 90s',
    'Later.',
  ];
  const found = order.map((words) => text.indexOf(words));
  expect(found).toEqual([...found].sort((a, b) => a - b));
  expect(found).not.toContain(-1);
  expect(text.match(/shop\.probe\.yaml/g)).toHaveLength(1);
});

test('the summary counts errors, warnings, files and probes', () => {
  expect(summaryLine([timeout, timeout, nowhere, warning], 14)).toBe('3 errors, 1 warning in 2 files; 14 probes');
  expect(summaryLine([warning], 1)).toBe('1 warning in 1 file; 1 probe');
  expect(summaryLine([], 2)).toBe('no findings; 2 probes');
  expect(summaryLine([nowhere], undefined)).toBe('1 error');
});

test('colours come only when asked for', () => {
  expect(formatFindings([timeout], false)).not.toContain('\u001b');
  expect(formatFindings([timeout], true)).toContain('\u001b[31m');
});

test('an escape sequence in a file does not reach the terminal', () => {
  const hostile = { ...timeout, line: '    timeout: \u001b]0;owned\u0007', message: 'bad \u001b[2J' };
  const shown = formatFindings([hostile], false);
  expect(shown).not.toContain('\u001b');
  expect(shown).not.toContain('\u0007');
});

test('a tab in the line does not move the caret away from the value', () => {
  const text = formatFindings(
    [{ ...timeout, line: '\ttimeout: 90s', place: { file: 'a', line: 1, column: 11 } }],
    false,
  );
  const [source = '', caret = ''] = text.split('\n').slice(2, 4);
  expect(source[caret.indexOf('^')]).toBe('9');
});

test('other commands print findings and their count to stderr', () => {
  const { io, printed } = capturedIo('/');
  printFindings([timeout, warning], io);
  expect(printed.err).toContain('PW3102');
  expect(printed.err).toContain('1 error, 1 warning in 2 files\n');
  expect(printed.out).toBe('');
});

test('an annotation stands at the line, with what to change, in one line of its own', () => {
  expect(formatAnnotations([{ ...timeout, message: '100 % wrong:\nreally' }])).toBe(
    '::error file=probes/shop.probe.yaml,line=5,col=14,title=PW3102 shop-front::100 %25 wrong:%0Areally%0A' +
      "Allowed: at most 1m, the interval%0AWrite 'timeout: 10s', or a longer interval.%0AChange the line to: timeout: 10s\n",
  );
});
