import type { Location } from './plan.ts';
import type { Probe } from './probe.ts';

/** One environment of the configuration, complete: what a deploy makes. Plain data. */
export interface Installation {
  /** Begins every resource's name: the configuration's `id`, with `-ENVIRONMENT` where environments are declared. */
  readonly id: string;
  readonly environment?: string;
  /** Twelve digits; absent: that of the credentials at hand. */
  readonly account?: string;
  /** Where journal, queues and alarms are. */
  readonly hub: { readonly region: string; readonly account?: string };
  /** Those with an AWS region; the others are machines of one's own. */
  readonly locations: readonly CloudLocation[];
  readonly delivery: DeliverySettings;
  /** True: buckets and queues go when their stack goes. False: they stay, and are protected. */
  readonly removable: boolean;
  /** Dollars a month; a deploy that would cost more is refused. */
  readonly budget?: number;
  readonly journalRetentionDays: number;
  readonly replayHorizonMs: number;
  /** Of the functions' own logs. */
  readonly logRetentionDays: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly roles: RoleSettings;
  /** Of a bootstrap that is not the default one. */
  readonly bootstrapQualifier?: string;
  /** Who hears of our own alarms, beside the topic that the hub has. */
  readonly alarms: { readonly topics: readonly string[]; readonly emails: readonly string[] };
  /** ARN of a KMS key for the journal's bucket; absent: keys that S3 manages. */
  readonly key?: string;
}

export interface RoleSettings {
  /** ARN or name of a managed policy. */
  readonly permissionsBoundary?: string;
  /** Such as `/monitoring/`. */
  readonly path?: string;
  /** Begins every role's name. */
  readonly prefix?: string;
}

export interface CloudLocation extends Location {
  readonly region: string;
  readonly account?: string;
  /** What is made of `control`. */
  readonly controlProbe?: Probe;
  readonly network: LocationNetwork;
  /** MB; absent: what the plan's model of cost chooses. */
  readonly memoryMb?: number;
  /** Absent: none. */
  readonly reservedConcurrency?: number;
}

export type LocationNetwork =
  /** Outside any VPC. */
  | { readonly type: 'public' }
  /** An own VPC with a NAT gateway each zone, for addresses that never change. Has its price. */
  | { readonly type: 'static-egress' }
  /** An existing VPC, named by ids so that nothing is looked up at synth. */
  | {
      readonly type: 'vpc';
      readonly vpc: string;
      /** Empty: not known, and nothing can be deployed. */
      readonly subnets: readonly string[];
      /** Empty: the stack makes one, which lets everything out and nothing in. */
      readonly securityGroups: readonly string[];
      /** That the stack's gateway endpoint for S3 serves; empty: there is one already, and the stack makes none. */
      readonly routeTables: readonly string[];
    };

export type DeliverySettings =
  | { readonly mode: 'journal' }
  | {
      readonly mode: 'direct';
      readonly remoteWrite?: Receiver;
      readonly loki?: Receiver;
      readonly otlp?: Receiver;
    };

/** Where a sink sends. Secrets stand here by their names only. */
export interface Receiver {
  readonly url: string;
  readonly auth: ReceiverAuth;
  readonly headers: Readonly<Record<string, string>>;
  /** What is older than this the far side does not take. */
  readonly windowMs: number;
  /** PEM, as it is. */
  readonly ca?: string;
  readonly clientCertificate?: { readonly certificate: string; readonly keySecret: string };
}

export type ReceiverAuth =
  | { readonly type: 'none' }
  | { readonly type: 'basic'; readonly username: string; readonly passwordSecret: string }
  | { readonly type: 'bearer'; readonly tokenSecret: string }
  | { readonly type: 'sigv4'; readonly region: string; readonly service: string };
