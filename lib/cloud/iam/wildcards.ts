interface ResolvedPolicy {
  readonly policyDocument: { readonly Statement: readonly { readonly Effect: string; readonly Resource?: unknown }[] };
}

/** Resources with a `*` that allowing statements name, each once, with references written as `<AWS::Region>`. */
export function wildcardsOf(policies: readonly ResolvedPolicy[]): readonly string[] {
  const statements = policies.flatMap(({ policyDocument }) => policyDocument.Statement);
  const resources = statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Resource }) => Resource);
  return [...new Set(resources.map(textOf))].filter((text) => text.includes('*'));
}

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [key, argument] = Object.entries(value)[0] ?? [];
  if (key === 'Fn::Join') return (argument as [string, unknown[]])[1].map(textOf).join('');
  if (key === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  return `<${String(argument)}>`;
}
