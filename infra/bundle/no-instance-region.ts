/** In the place of the question to the metadata service of an EC2 instance: Lambda says the Region in the environment. */
export async function getInstanceMetadataRegion(): Promise<undefined> {
  return undefined;
}
