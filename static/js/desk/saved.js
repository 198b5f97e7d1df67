/* What the server has, saved or set aside, needs no copy in this browser any more; the address says of which form it has it.
   What another form of this window sent may never have arrived: its copies stay. */
const address = new URL(location.href);
const saved = address.searchParams.get("saved");

if (saved) {
  for (const name of Object.keys(sessionStorage).filter((each) => /^desk:.*:saving$/.test(each))) {
    const copies = JSON.parse(sessionStorage.getItem(name));
    if (!copies[0].endsWith(`:${saved}`)) continue;
    for (const copy of copies) localStorage.removeItem(copy);
    sessionStorage.removeItem(name);
  }
  address.searchParams.delete("saved");
  history.replaceState(null, "", address);
}
