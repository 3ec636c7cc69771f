export type { BuiltProbe } from './authoring/build-probe.ts';
export type {
  ConfigOptions,
  DeliveryOptions,
  InstallationOptions,
  LocationOptions,
  NamedLocationOptions,
  ReceiverOptions,
} from './authoring/config-options.ts';
export { defineConfig } from './authoring/define-config.ts';
export type {
  Comparators,
  Otherwise,
  Written,
  WrittenComparison,
  WrittenExpectation,
  WrittenPattern,
  WrittenSubject,
} from './authoring/expectation-types.ts';
export {
  additional,
  address,
  answer,
  authority,
  body,
  type Comparable,
  certificate,
  duration,
  type Expectation,
  flag,
  header,
  json,
  rcode,
  reason,
  redirects,
  serial,
  size,
  status,
  text,
  url,
  version,
} from './authoring/expectations.ts';
export { dns, http, tcp, tls } from './authoring/kinds.ts';
export type {
  AlertOptions,
  CaptureOptions,
  CommonOptions,
  ObjectiveOptions,
  ProbeOptions,
  RetryOptions,
  StepOptions,
  TargetsOptions,
} from './authoring/options.ts';
export { secret } from './authoring/secret.ts';
export type {
  DnsOptions,
  Duration,
  HttpOptions,
  Move,
  Size,
  TcpOptions,
  TextOrFile,
  TlsKindOptions,
  TlsOptions,
} from './authoring/settings-options.ts';
