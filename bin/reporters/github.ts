import { type Reporter, whyOf } from './reporter.ts';

/** Workflow commands of GitHub Actions: an annotation at the definition of every probe that is not up. */
export const github: Reporter = {
  end(all, io) {
    for (const { probe, result } of all) {
      if (result.outcome === 'up') continue;
      const level = result.outcome === 'degraded' ? 'warning' : 'error';
      const { file, line, column } = probe.source;
      const title = property(`${probe.name} is ${result.outcome}`);
      io.out(
        `::${level} file=${property(file)},line=${line},col=${column},title=${title}::${data(whyOf(result) ?? result.outcome)}\n`,
      );
    }
  },
};

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
