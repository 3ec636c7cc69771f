/** A version of a function as it is deployed. */
export interface FunctionVersion {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly variables: Readonly<Record<string, string>>;
  /** Where its zip was unpacked. */
  readonly folder: string;
}
