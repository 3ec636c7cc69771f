import type { WrittenProbe } from './options.ts';
import type { Duration, TextOrFile } from './settings-options.ts';

/** A place where probes run; a text is an AWS region, or `local`. */
export type LocationOptions = string | NamedLocationOptions;

export interface NamedLocationOptions {
  readonly name: string;
  /** An AWS region; absent for a machine of one's own. */
  readonly region?: string;
  /** The id of an existing VPC, for targets that are reached only from there; comes with `subnets`. */
  readonly vpc?: string;
  /** Ids of the VPC's subnets that the function stands in, two zones or more. A deploy needs them. */
  readonly subnets?: readonly string[];
  /** Ids. Default: one of its own, which lets everything out and nothing in. */
  readonly securityGroups?: readonly string[];
  /** Ids of the subnets' route tables, where the VPC has no gateway endpoint for S3 yet: the stack then makes one. Default: there is one. */
  readonly routeTables?: readonly string[];
  /** `'static'`: an own VPC with a NAT gateway, so that all runs come from addresses that never change. Has its price: see docs/cost.md. */
  readonly egress?: 'static';
  /** The AWS account of this location, twelve digits. Default: the configuration's. */
  readonly account?: string;
  /** `https://…`, `http://…` or HOST:PORT that must answer for this location's own network to be trusted. */
  readonly control?: string;
  /** Of the probe functions, MB, 128 to 10,240. Default: what costs least and is fast enough. */
  readonly memory?: number;
  /** How many runs of a function are set apart for it, and are its limit. Default: none. */
  readonly reservedConcurrency?: number;
}

/** Where results go. */
export interface DeliveryOptions {
  /** `journal`: into our own backend. `direct`: the functions deliver themselves to the receivers named here. @default 'journal' */
  readonly mode?: 'journal' | 'direct';
  /** Takes the samples: Prometheus, Amazon Managed Prometheus, Mimir, Grafana Cloud … */
  readonly remoteWrite?: ReceiverOptions;
  /** Takes a line a run. */
  readonly loki?: ReceiverOptions;
  /** Takes the traces: OTLP over HTTP. */
  readonly otlp?: ReceiverOptions;
}

export interface ReceiverOptions {
  /** The whole address, as `https://prometheus.example.com/api/v1/write`. */
  readonly url: string;
  /** Secrets by reference only. Default: none is needed. */
  readonly auth?:
    | { readonly sigv4: { readonly region?: string; readonly service?: string } }
    | { readonly basic: { readonly username: string; readonly password: string } }
    | { readonly bearer: string };
  /** Such as a tenant's: `{ 'X-Scope-OrgID': 'shop' }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What is older than this the receiver does not take. Default: the replay horizon, of Loki half of it, of Amazon Managed Prometheus and Grafana Cloud 1h. */
  readonly window?: Duration;
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca?: TextOrFile;
  /** The key is a reference to a secret that holds the PEM. */
  readonly clientCertificate?: { readonly certificate: TextOrFile; readonly key: string };
}

/** What an environment may say otherwise. */
export interface InstallationOptions {
  /** Default: every AWS region may be named, and `local`; a probe that names none runs at `local`. */
  readonly locations?: readonly LocationOptions[];
  /** Where journal, queues and alarms are. Default: the region of the first location. */
  readonly hub?: { readonly region?: string; readonly account?: string };
  /** The AWS account, twelve digits. Default: that of the credentials at hand. */
  readonly account?: string;
  readonly delivery?: DeliveryOptions;
  /** Dollars a month; a deploy that would cost more is refused. */
  readonly budget?: number;
  /** How long the journal keeps results, whole days. @default '35d' */
  readonly journalRetention?: Duration;
  /** How far back results can be sent again; receivers' windows follow it. @default '24h' */
  readonly replayHorizon?: Duration;
  /** Of the functions' own logs: 1d, 3d, 5d, 7d, 14d, 30d, 60d, 90d and so on, as CloudWatch has them. @default '30d' */
  readonly logRetention?: Duration;
  /** On every resource. */
  readonly tags?: Readonly<Record<string, string>>;
  /** For accounts with rules about roles. */
  readonly roles?: {
    /** ARN or name of a managed policy. */
    readonly permissionsBoundary?: string;
    /** Such as `/monitoring/`. */
    readonly path?: string;
    /** Begins every role's name. */
    readonly prefix?: string;
  };
  /** Of a CDK bootstrap that is not the default one. */
  readonly bootstrapQualifier?: string;
  /** Who hears of our own alarms: ARNs of SNS topics in the hub's region, e-mail addresses. */
  readonly alarms?: { readonly topics?: readonly string[]; readonly emails?: readonly string[] };
  /** ARN of a KMS key for the journal's bucket. Default: keys that S3 manages. */
  readonly key?: string;
  /** True: buckets and queues go when their stack goes. @default false */
  readonly removable?: boolean;
}

/** `probewright.config.ts` */
export interface ConfigOptions extends InstallationOptions {
  /** Of the installation; part of resource names. `[a-z0-9-]`, 1 to 32 characters. @default 'probewright' */
  readonly id?: string;
  /** What every probe starts from. */
  readonly defaults?: Partial<Omit<WrittenProbe, 'name' | 'target' | 'targets' | 'steps'>>;
  /** What `${var:NAME}` stands for; `--var NAME=VALUE` wins. */
  readonly variables?: Readonly<Record<string, string | number | boolean>>;
  /**
   * Several installations of one configuration: name → what is otherwise there. `tags`, `roles`, `hub` and `alarms` merge,
   * everything else replaces. Locations are some of the configuration's, or the same names elsewhere.
   */
  readonly environments?: Readonly<Record<string, InstallationOptions>>;
}
