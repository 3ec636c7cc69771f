import type { Destination } from '../functions/delivery/destination.ts';
import { type DestinationParts, destinationOf } from '../functions/delivery/destination-of.ts';
import type { SinkName } from '../functions/delivery/sink-kinds.ts';
import type { DeliverySettings, Installation } from '../lib/model/installation.ts';
import type { Compiled } from '../lib/model/plan.ts';
import { UsageError } from './command.ts';
import { formatFindings } from './text/findings.ts';

type Receivers = Extract<DeliverySettings, { readonly mode: 'direct' }>;
const NAMES = { 'remote-write': 'remoteWrite', loki: 'loki', otlp: 'otlp' } as const satisfies Record<
  SinkName,
  keyof Receivers
>;

export interface ConfiguredOptions {
  readonly deliver: boolean;
  /** Which of several environments is meant. */
  readonly environment?: string | undefined;
  readonly compile: () => Promise<Compiled>;
  /** Sinks that options or variables name already: they win. */
  readonly named: readonly Destination[];
  readonly parts: DestinationParts;
}

/** Where `--deliver` is given: the receivers of the configuration that options do not name, with their secrets. Throws UsageError in words. */
export async function configuredDestinations(options: ConfiguredOptions): Promise<Destination[]> {
  const { deliver, environment } = options;
  if (!deliver) {
    if (environment === undefined) return [];
    throw new UsageError('--environment says whose receivers --deliver means, and --deliver is missing.');
  }
  const { delivery } = chosen(await installationsOf(options), environment);
  if (delivery.mode === 'journal') {
    throw new UsageError(
      "--deliver sends to the receivers of the configuration, and its delivery is of mode 'journal', which names none. Write delivery: { mode: 'direct', remoteWrite: { url: … } }, or give --remote-write URL instead.",
    );
  }
  const taken = new Set(options.named.map(({ sink }) => sink.name));
  const found: Destination[] = [];
  for (const [name, key] of Object.entries(NAMES) as [SinkName, keyof typeof delivery & (typeof NAMES)[SinkName]][]) {
    const receiver = delivery[key];
    if (!receiver || taken.has(name)) continue;
    try {
      found.push(await destinationOf(name, receiver, options.parts));
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      throw new UsageError(`--deliver: delivery.${key} of the configuration cannot be used: ${words}`, {
        cause: error,
      });
    }
  }
  return found;
}

async function installationsOf({ compile }: ConfiguredOptions): Promise<readonly Installation[]> {
  const { installations = [], diagnostics } = await compile();
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return installations;
  throw new UsageError(
    `--deliver needs definitions and a configuration without errors:\n${formatFindings(errors, false)}`,
  );
}

function chosen(installations: readonly Installation[], environment: string | undefined): Installation {
  const [only, ...others] = installations;
  if (!only) {
    throw new UsageError(
      '--deliver sends to the receivers of the configuration, and there is no probewright.config.ts. Name it with -c, or give --remote-write URL instead.',
    );
  }
  if (environment === undefined && others.length === 0) return only;
  const names = installations.flatMap((one) => one.environment ?? []);
  const found = installations.find((one) => one.environment === environment);
  if (environment !== undefined && found) return found;
  const known = names.length === 0 ? 'the configuration has no environments' : `it is one of ${names.join(', ')}`;
  throw new UsageError(
    environment === undefined
      ? `--deliver needs --environment NAME: ${known}.`
      : `There is no environment '${environment}': ${known}.`,
  );
}
