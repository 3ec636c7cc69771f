/** The certificates in PEM text (RFC 7468), each in its own text; what stands around them is left away. */
export function pemCertificates(text: string): readonly string[] {
  return (
    text.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g) ?? []
  );
}
