// The console of the API's documentation: Swagger UI is large, so it comes only when somebody asks for it.

const section = document.querySelector(".api-console");
const button = section.querySelector("button");

function added(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}

function sheet(href) {
  return added(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
}

async function open() {
  button.disabled = true;
  const { openapi, script, style, own } = section.dataset;
  try {
    await sheet(style);
    await sheet(own); // after theirs, which it colours
    await added(Object.assign(document.createElement("script"), { src: script }));
  } catch {
    button.disabled = false; // the network failed; another click tries again
    return;
  }
  window.SwaggerUIBundle({
    url: openapi,
    dom_id: "#swagger",
    deepLinking: false,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    validatorUrl: null, // it would ask a foreign host
  });
  button.parentElement.remove();
}

button.addEventListener("click", open);
section.hidden = false;
if (location.hash) document.getElementById(location.hash.slice(1))?.setAttribute("open", "");
