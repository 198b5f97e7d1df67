/* What the server has, saved or set aside, needs no copy in this browser any more; the address says that it has it. */
const address = new URL(location.href);

if (address.searchParams.has("saved")) {
  for (const name of Object.keys(sessionStorage).filter((each) => /^desk:.*:saving$/.test(each))) {
    for (const copy of JSON.parse(sessionStorage.getItem(name))) localStorage.removeItem(copy);
    sessionStorage.removeItem(name);
  }
  address.searchParams.delete("saved");
  history.replaceState(null, "", address);
}
