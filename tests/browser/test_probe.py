import pytest, time
from browser.kinds import KINDS, LANGS
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", KINDS)
def test_probe(visit, kind, lang):
    t=time.time()
    v = visit(kind, lang)
    print(round(time.time()-t,2), v)
    assert not v.barriers and not any(v.overflow.values()) and not v.complaints and not v.failures
