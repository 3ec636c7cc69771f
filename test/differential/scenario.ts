/** A server made for one scenario. */
export interface Served {
  /** As blackbox_exporter takes it. */
  readonly target: string;
  /** As our definition names it, where that differs. @default target */
  readonly ours?: string;
  close(): Promise<void>;
}

/**
 * One situation that blackbox_exporter and our own kinds look at, so that their series can be compared. What a module
 * and a definition say must mean the same.
 */
export interface Scenario {
  /** Unique; the name of module and probe. */
  readonly name: string;
  serve(): Promise<Served>;
  /** The module, as blackbox.yml has it. */
  readonly module: Readonly<Record<string, unknown>>;
  /** The probe without name and target, as a definition file has it. */
  readonly probe: Readonly<Record<string, unknown>>;
  /** Series that differ on purpose, by metric, and why. */
  readonly explained?: Readonly<Record<string, string>>;
}
