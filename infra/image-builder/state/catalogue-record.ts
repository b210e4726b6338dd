/** A stored recipe, configuration or workflow: the body that its Get operation answers. */
export interface CatalogueRecord {
  readonly arn: string;
  readonly name: string;
  readonly dateCreated: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}
