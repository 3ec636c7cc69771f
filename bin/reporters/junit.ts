import { type Reporter, type Tested, whyOf } from './reporter.ts';

/** For CI systems: one test case a probe; `down` is a failure, `error` an error, `degraded` passes with a note. */
export const junit: Reporter = {
  end(all, io) {
    const count = (outcome: string) => all.filter(({ result }) => result.outcome === outcome).length;
    const seconds = all.reduce((sum, { result }) => sum + result.durationMs, 0) / 1000;
    io.out(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        `<testsuites><testsuite name="probewright" tests="${all.length}" failures="${count('down')}" errors="${count('error')}" time="${seconds.toFixed(3)}">`,
        ...all.map(testCase),
        '</testsuite></testsuites>',
        '',
      ].join('\n'),
    );
  },
};

function testCase(tested: Tested): string {
  const { probe, result } = tested;
  const open = `<testcase classname="${xml(probe.kind)}" name="${xml(probe.name)}" file="${xml(probe.source.file)}" line="${probe.source.line}" time="${(result.durationMs / 1000).toFixed(3)}">`;
  const why = xml(whyOf(result) ?? '');
  const inner = {
    up: '',
    degraded: `<system-out>degraded: ${why}</system-out>`,
    down: `<failure type="${xml(result.failure?.reason ?? 'down')}" message="${why}"/>`,
    error: `<error type="${xml(result.fault?.code ?? 'error')}" message="${why}"/>`,
  }[result.outcome];
  return `${open}${inner}</testcase>`;
}

/** Escapes for text and attributes; characters that XML 1.0 forbids become U+FFFD. */
function xml(text: string): string {
  return [...text]
    .map((char) => {
      const code = char.codePointAt(0) ?? 0;
      const allowed =
        code === 9 ||
        code === 10 ||
        code === 13 ||
        (code >= 0x20 && !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff);
      return allowed ? char : '\uFFFD';
    })
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}
