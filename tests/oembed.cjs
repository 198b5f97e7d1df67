/* Asks what npm's @extractus/oembed-extractor makes of an address: it reads the page, finds the link to oEmbed, and follows it.
   Arguments: the folder of the package, the address, its parameters as JSON; writes {data} or {error}. */
const [folder, url, params] = process.argv.slice(2);
const { extract } = require(folder);

extract(url, JSON.parse(params)).then(
  (data) => process.stdout.write(JSON.stringify({ data })),
  (error) => process.stdout.write(JSON.stringify({ error: error.message })),
);
