/* A frame tells the page around it how high it is, and nothing else: whoever listens may set the height of its <iframe>.
   The message is part of the contract of v1. In a sandbox the frame has no origin, so it cannot know whom it tells. */
(() => {
  "use strict";
  if (parent === window) return;
  const fixed = Number(document.documentElement.dataset.height);
  /* WordPress gives each frame a secret, hears heights in its own words, and follows links that a sandbox without
     pop-ups would swallow (wp-includes/js/wp-embed.js). */
  const { 1: secret } = /[#&?]secret=([a-zA-Z0-9]+)/.exec(location.hash) || [];
  const send = (message) => parent.postMessage(message, "*");
  let told = 0;

  function tell() {
    const height = fixed || Math.ceil(document.body.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    send({ type: "portal-embed:height", version: 1, height });
    if (secret) send({ message: "height", value: height, secret });
  }

  new ResizeObserver(tell).observe(document.body);
  addEventListener("load", () => { told = 0; tell(); }); // again, for a page that began to listen late
  if (secret) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link || link.target === "_self" || link.host !== location.host) return;
      event.preventDefault();
      send({ message: "link", value: link.href, secret });
    });
  }
})();
